import type { PeerCertificate } from 'node:tls';

/** The names in a certificate: its common name, and what stands in subjectAltName without the kind before it. */
export function namesOf({
  subject,
  subjectaltname = '',
}: Pick<PeerCertificate, 'subject' | 'subjectaltname'>): string[] {
  const alternative = subjectaltname.split(', ').map((entry) => entry.slice(entry.indexOf(':') + 1));
  return [subject?.CN, ...alternative].flat().filter((name): name is string => Boolean(name));
}

/** Whether the caller may call. Without allowed names everybody may who got through the TLS handshake. */
export function mayCall(certificate: PeerCertificate | undefined, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  return certificate !== undefined && namesOf(certificate).some((name) => allowed.includes(name));
}
