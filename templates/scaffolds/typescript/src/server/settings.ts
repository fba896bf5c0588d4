import { type LogLevel, logLevels } from './log.js';

export interface Settings {
  host: string;
  /** 0 for any free port, here and below. */
  port: number;
  healthPort: number;
  logLevel: LogLevel;
  /** Where tls.crt, tls.key and ca.crt are. */
  tlsDir: string;
  /** In a cluster plaintext has to be chosen, as with the providers of VirtRigaud itself. */
  tlsRequired: boolean;
  /** Names of which the caller's certificate must have one; none means that every caller with a certificate may call. */
  allowedNames: string[];
  /** How long what is under way may take when the provider is told to stop. */
  graceMs: number;
  /** Which hypervisor is behind the provider, see open-hypervisor.ts. */
  hypervisor: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings from the environment. Throws one Error that names everything that is wrong. */
export function readSettings(env: Environment): Settings {
  const problems: string[] = [];
  const whole = (name: string, { otherwise, most }: { otherwise: number; most: number }): number => {
    const text = env[name]?.trim();
    if (!text) return otherwise;
    if (/^\d{1,6}$/.test(text) && Number(text) <= most) return Number(text);
    problems.push(`${name} must be a whole number from 0 to ${most}, and is ${JSON.stringify(text)}`);
    return otherwise;
  };
  const settings: Settings = {
    host: env['HOST'] || '0.0.0.0',
    port: whole('PORT', { otherwise: 9443, most: 65_535 }),
    healthPort: whole('HEALTH_PORT', { otherwise: 8080, most: 65_535 }),
    logLevel: logLevels.find((level) => level === env['LOG_LEVEL']?.toLowerCase()) ?? 'info',
    tlsDir: env['TLS_DIR'] || '/etc/virtrigaud/tls',
    tlsRequired: isTlsRequired(env),
    allowedNames: (env['VIRTRIGAUD_PROVIDER_ALLOWED_SANS'] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    graceMs: whole('SHUTDOWN_GRACE_SECONDS', { otherwise: 20, most: 3_600 }) * 1_000,
    hypervisor: env['HYPERVISOR'] || 'memory',
  };
  const level = env['LOG_LEVEL'];
  if (level && settings.logLevel !== level.toLowerCase()) {
    problems.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}, and is ${JSON.stringify(level)}`);
  }
  if (problems.length > 0) throw new Error(problems.join('; '));
  return settings;
}

function isTlsRequired(env: Environment): boolean {
  const insecure = env['VIRTRIGAUD_PROVIDER_INSECURE']?.trim().toLowerCase();
  if (insecure === 'true') return false;
  return insecure === 'false' || Boolean(env['KUBERNETES_SERVICE_HOST']);
}
