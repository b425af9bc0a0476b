import { randomInt } from 'node:crypto';
import type { Answers } from '../answers/schema.ts';
import type { SecretRef } from '../answers/secret.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import { decoded, encoded } from '../manifests/secret-data.ts';
import type { Desired } from '../step.ts';
import { text } from '../text.ts';
import { type CaUse, readCaFile } from './ca-file.ts';
import { ADMIN, OAUTH, OIDC_CA } from './mounts.ts';
import { ownObject } from './own-object.ts';

const CA_USE: CaUse = {
  section: '5.3',
  answer: 'grafana.oidc.ca.file',
  doing: text("Reading the CA of Grafana's OIDC provider", 'Grafana OIDC 제공자의 CA 읽기'),
};

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
      restarts: true,
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
    restarts: true,
    settled: (live) => Boolean(fieldAt(live, 'data', ADMIN.key)),
    complete: async ({ hide }, live) => {
      const kept = live && fieldAt(live, 'data', ADMIN.key) ? asMap(live.data) : undefined;
      const data = kept ?? { [ADMIN.key]: encoded(randomPassword()) };
      for (const value of Object.values(data)) hide(decoded(`${value}`));
      return { ...object, data };
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
    restarts: true,
    complete: async ({ secrets }) => ({ ...object, data: { [OIDC_CA.key]: await readCaFile(secrets, file, CA_USE) } }),
  };
}
