import { Flags } from '@oclif/core';

/** Which profiles a command is about; read by parseProfiles. */
export const profileFlag = (group: { helpGroup?: string } = {}) =>
  Flags.string({
    description: 'core, snapshot, clone, image-prepare, advanced, or all; comma-separated',
    helpValue: 'NAME[,NAME]',
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    default: ['all'],
    ...group,
  });

/** How to speak with a running provider. */
export const connectionFlags = {
  plaintext: Flags.boolean({ description: 'allow plaintext to a host that is not loopback' }),
  tls: Flags.boolean({ description: 'use TLS; implied by the other TLS flags' }),
  'tls-ca': Flags.string({ description: "the CA of the provider's certificate", helpValue: 'FILE' }),
  'tls-cert': Flags.string({ description: 'the client certificate for mTLS', helpValue: 'FILE' }),
  'tls-key': Flags.string({ description: 'the private key of the client certificate', helpValue: 'FILE' }),
  'tls-server-name': Flags.string({
    description: "the name in the provider's certificate, where it is not the host",
    helpValue: 'NAME',
  }),
};

type TlsFlag = 'tls-ca' | 'tls-cert' | 'tls-key' | 'tls-server-name';

/** The values of the TLS flags by what they are. */
export function tlsFilesOf(flags: { [Name in TlsFlag]?: string | undefined }) {
  return {
    ca: flags['tls-ca'],
    cert: flags['tls-cert'],
    key: flags['tls-key'],
    serverName: flags['tls-server-name'],
  };
}
