/**
 * X.509 certificates for tests, made with Node.js alone: it signs, but writes no certificates.
 *
 *     const ca = authority('Test CA');
 *     const { cert, key } = ca.issue({ name: 'server', hosts: ['localhost', '127.0.0.1'] });
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface CertificateRequest {
  name: string;
  /** Names and IPv4 addresses that it is for. */
  hosts?: readonly string[];
  /** By default a day ago and in a day. */
  notBefore?: Date;
  notAfter?: Date;
}

export interface Authority extends Certificate {
  issue: (request: CertificateRequest) => Certificate;
}

export function authority(name: string): Authority {
  const keys = newKeys();
  const own = certificate({ subject: { name }, subjectKey: keys.publicKey, issuer: name, issuerKey: keys.privateKey });
  return {
    cert: own,
    key: keys.pem,
    issue: (subject) => {
      const { publicKey, pem } = newKeys();
      const cert = certificate({ subject, subjectKey: publicKey, issuer: name, issuerKey: keys.privateKey });
      return { cert, key: pem };
    },
  };
}

function newKeys() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { publicKey, privateKey, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
}

interface Signing {
  subject: CertificateRequest;
  subjectKey: KeyObject;
  issuer: string;
  issuerKey: KeyObject;
}

const day = 86_400_000;
const tags = { boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c, time: 0x18, set: 0x31 };
const ids = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  basicConstraints: [0x55, 0x1d, 0x13],
  subjectAltName: [0x55, 0x1d, 0x11],
};

function certificate({ subject, subjectKey, issuer, issuerKey }: Signing): string {
  const now = Date.now();
  const { name, hosts = [], notBefore = new Date(now - day), notAfter = new Date(now + day) } = subject;
  const isAuthority = name === issuer;
  const algorithm = sequence(der(tags.oid, ids.ecdsaWithSha256));
  const contents = sequence(
    der(0xa0, der(tags.integer, [2])),
    der(tags.integer, [0x01, ...randomBytes(15)]),
    algorithm,
    distinguished(issuer),
    sequence(time(notBefore), time(notAfter)),
    distinguished(name),
    subjectKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(constraints(isAuthority), ...(hosts.length > 0 ? [alternatives(hosts)] : []))),
  );
  const signature = der(tags.bits, [0, ...sign('sha256', contents, issuerKey)]);
  const text = sequence(contents, algorithm, signature).toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...contents: (Buffer | readonly number[])[]): Buffer {
  const body = Buffer.concat(contents.map((content) => Buffer.from(content)));
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x1_00 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (...contents: Buffer[]) => der(0x30, ...contents);
const distinguished = (name: string) =>
  sequence(der(tags.set, sequence(der(tags.oid, ids.commonName), der(tags.utf8, Buffer.from(name)))));
const time = (at: Date) => der(tags.time, Buffer.from(`${at.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`));

const extension = (id: readonly number[], value: Buffer) =>
  sequence(der(tags.oid, id), der(tags.boolean, [0xff]), der(tags.octets, value));
const constraints = (isAuthority: boolean) =>
  extension(ids.basicConstraints, sequence(...(isAuthority ? [der(tags.boolean, [0xff])] : [])));
const alternatives = (hosts: readonly string[]) =>
  extension(
    ids.subjectAltName,
    sequence(
      ...hosts.map((host) => (isIP(host) ? der(0x87, host.split('.').map(Number)) : der(0x82, Buffer.from(host)))),
    ),
  );
