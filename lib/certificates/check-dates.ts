import type { X509Certificate } from 'node:crypto';
import { join, type Text, text } from '../text.ts';
import { daysLeft, inspectCertificate } from './inspect.ts';

/** What is wrong with the time in which a certificate is valid; empty when it is valid now. */
export function checkDates(certificate: X509Certificate, now: Date): Text[] {
  const facts = inspectCertificate(certificate);
  const { commonName: name } = facts;
  const from = facts.notBefore.toISOString();
  const to = facts.notAfter.toISOString();
  if (now < facts.notBefore) {
    const early = text(`${name} is valid only from ${from}`, `${name}: ${from}부터 유효합니다`);
    return [isClockFault(facts.notBefore, now) ? join([early, clockWords(now)], '; ') : early];
  }
  if (now <= facts.notAfter) return [];
  const days = -daysLeft(facts, now);
  return [text(`${name} expired ${days} days ago, at ${to}`, `${name}: ${days}일 전(${to})에 만료되었습니다`)];
}

/** Certificates are made in the moment, not for the next hour: so short before its beginning, a clock is wrong. */
function isClockFault(notBefore: Date, now: Date): boolean {
  return notBefore.getTime() - now.getTime() < 60 * 60 * 1000;
}

function clockWords(now: Date): Text {
  const clock = now.toISOString();
  return text(
    `this machine's clock says ${clock}: is it slow?`,
    `이 컴퓨터의 시계는 ${clock}입니다. 시각이 맞는지 확인하십시오`,
  );
}
