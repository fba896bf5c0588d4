import { Flags } from '@oclif/core';

/** Which catalog a command is about; read by catalogRoot. */
export const rootFlag = () =>
  Flags.string({
    description: "the catalog's directory (default: the nearest parent with providers/)",
    helpValue: 'DIR',
  });
