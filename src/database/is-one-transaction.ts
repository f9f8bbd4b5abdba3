const NOT_CODE =
  /(\$\w*\$)[\s\S]*?\1|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g; /* bodies, literals, names, comments */

const OWN_TRANSACTION =
  /(?:^|;)\s*(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT|PREPARE\s+TRANSACTION)\b/i;

const OUTSIDE_TRANSACTION =
  /\bCONCURRENTLY\b|(?:^|;)\s*(?:VACUUM|ALTER\s+SYSTEM|(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE))\b/i;

/**
 * Whether a script can run inside one transaction that somebody else opens and closes.
 * When in doubt it says false: the script then runs as it stands.
 */
export function isOneTransaction(sql: string): boolean {
  const code = sql.replace(NOT_CODE, ' ');
  return !OWN_TRANSACTION.test(code) && !OUTSIDE_TRANSACTION.test(code);
}
