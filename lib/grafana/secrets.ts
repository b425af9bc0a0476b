import { randomInt } from 'node:crypto';
import type { Answers } from '../answers/schema.ts';
import type { SecretRef } from '../answers/secret.ts';
import { causeOf, RunbookError } from '../errors.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import type { Desired } from '../step.ts';
import { text } from '../text.ts';
import { ADMIN, OAUTH, OIDC_CA } from './mounts.ts';
import { encoded, ownObject } from './own-object.ts';
import { certificatesOf } from './pem.ts';

/** Our objects that Grafana's pod mounts or reads (section 5.3); none for what a Secret of the cluster holds already. */
export function ownSecrets({ grafana }: Answers): Desired[] {
  const { oidc, admin } = grafana;
  return [
    ...(oidc ? secretFrom(oidc.clientSecret, OAUTH) : []),
    ...(oidc?.ca ? [certificateAuthority(oidc.ca.file)] : []),
    ...(admin.password ? secretFrom(admin.password, ADMIN) : [generatedPassword()]),
  ];
}

function secretFrom(reference: SecretRef, { name, key }: { name: string; key: string }): Desired[] {
  if ('secret' in reference) return [];
  const object = ownObject('Secret', name, 'Opaque');
  return [
    {
      object,
      complete: async ({ secrets }) => ({
        ...object,
        data: { [key]: encoded((await secrets.read(reference)).reveal()) },
      }),
    },
  ];
}

/** A password that is there stays: Grafana took it over into its database at its first start. */
function generatedPassword(): Desired {
  const object = ownObject('Secret', ADMIN.name, 'Opaque');
  return {
    object,
    settled: (live) => Boolean(fieldAt(live, 'data', ADMIN.key)),
    complete: async (_ports, live) => {
      const kept = live && fieldAt(live, 'data', ADMIN.key) ? asMap(live.data) : undefined;
      return { ...object, data: kept ?? { [ADMIN.key]: encoded(randomPassword()) } };
    },
  };
}

/** 24 letters and digits (about 139 bits), without those that look alike. */
export function randomPassword(): string {
  const characters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
  return Array.from({ length: 24 }, () => characters.charAt(randomInt(characters.length))).join('');
}

function certificateAuthority(file: string): Desired {
  const object = ownObject('ConfigMap', OIDC_CA.name);
  return {
    object,
    complete: async ({ secrets }) => {
      const pem = `${(await secrets.read({ file })).reveal().trimEnd()}\n`;
      checkCertificate(file, pem);
      return { ...object, data: { [OIDC_CA.key]: pem } };
    },
  };
}

/** A key put there by mistake would end up readable in a ConfigMap. */
function checkCertificate(file: string, pem: string): void {
  try {
    certificatesOf(pem);
  } catch (error) {
    throw new RunbookError({
      section: '5.3',
      doing: text("Reading the CA of Grafana's OIDC provider", 'Grafana OIDC 제공자의 CA 읽기'),
      causes: [`${file}: ${causeOf(error)}`],
      hint: text(
        'grafana.oidc.ca.file takes a PEM file with certificates and nothing else',
        'grafana.oidc.ca.file에는 인증서만 들어 있는 PEM 파일을 지정하십시오',
      ),
    });
  }
}
