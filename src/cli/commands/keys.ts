import { Option, type Command } from 'commander';
import { createApiKey, revokeApiKey } from '../../actions/api-keys.js';
import { ROLES, type Role } from '../../domain/role.js';
import { apiKeys, type ApiKeyRecord } from '../../store/api-keys.js';
import { auditEntries } from '../../store/audit-log.js';
import { jsonOption, subcommand, wholeNumber } from '../options.js';
import { printJson, printResult } from '../output.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

interface JsonOptions extends CommonOptions {
  readonly json?: boolean;
}

interface CreateOptions extends JsonOptions {
  readonly role: string;
  readonly days?: number;
}

/** Keys that clients of `serve` need wherever it listens to more than this machine. */
export function addKeys(program: Command): void {
  const keys = program.command('keys').description('make, list and revoke the keys of clients of serve');
  subcommand(keys, 'create', 'make a key, and print it this once')
    .argument('<name>', 'what it is called in lists and in the audit log')
    .addOption(
      new Option(
        '--role <role>',
        'reader: queries and exports; operator: also imports, runs and their events; admin: also deletions',
      )
        .choices(ROLES.map((role) => role.toLowerCase()))
        .default('reader'),
    )
    .option('--days <number>', 'days until it expires; never when left out', wholeNumber(1, 36_500))
    .addOption(jsonOption())
    .action((name: string, options: CreateOptions) =>
      withWorkspace(options, async ({ store }) => {
        const role = options.role.toUpperCase() as Role;
        const { key, expiresAt } = await createApiKey(store, { name, role, days: options.days ?? null });
        if (options.json) printJson({ name, role, key, expiresAt });
        else
          printResult(
            `${key}\nKeep it: it cannot be shown again. Clients send it as "Authorization: Bearer …".`,
          );
      }),
    );
  subcommand(keys, 'list', 'list the keys')
    .addOption(jsonOption())
    .action((options: JsonOptions) =>
      withWorkspace(options, async ({ store }) => {
        const all = await apiKeys(store);
        if (options.json) printJson({ keys: all.map(withoutHash) });
        else printResult(all.length === 0 ? 'There are no keys.' : all.map(lineOf).join('\n'));
      }),
    );
  subcommand(keys, 'revoke', 'revoke a key: it is refused within five seconds')
    .argument('<name>', 'of the key')
    .addOption(jsonOption())
    .action((name: string, options: JsonOptions) =>
      withWorkspace(options, async ({ store }) => {
        await revokeApiKey(store, name);
        if (options.json) printJson({ revoked: name });
        else printResult(`The key "${name}" is revoked.`);
      }),
    );
  subcommand(keys, 'audit', 'list the mutations that were asked for, the newest first')
    .option('--last <number>', 'how many', wholeNumber(1, 100_000), 50)
    .addOption(jsonOption())
    .action((options: JsonOptions & { last: number }) =>
      withWorkspace(options, async ({ store }) => {
        const entries = await auditEntries(store, options.last);
        if (options.json) {
          printJson({ entries: entries.map((entry) => ({ ...entry, id: String(entry.id) })) });
          return;
        }
        const lines = entries.map(({ at, keyName, action, refusal }) => `${at.toISOString()}  ${keyName ?? '(no key)'}  ${action}  ${refusal ?? 'done'}`); // prettier-ignore
        printResult(lines.length === 0 ? 'Nothing was asked for.' : lines.join('\n'));
      }),
    );
}

function withoutHash({ hash: _, ...key }: ApiKeyRecord): Omit<ApiKeyRecord, 'hash'> {
  return key;
}

function lineOf({ name, role, createdAt, expiresAt, lastUsedAt }: ApiKeyRecord): string {
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  const end = expiresAt === null ? 'never expires' : `${expiresAt < new Date() ? 'expired' : 'expires'} ${day(expiresAt)}`; // prettier-ignore
  const use = lastUsedAt === null ? 'never used' : `last used ${lastUsedAt.toISOString().slice(0, 16)}Z`;
  return `${name}  ${role.toLowerCase()}  made ${day(createdAt)}, ${end}, ${use}`;
}
