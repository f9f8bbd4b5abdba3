import { boundText, verdict, type Requirement } from './requirement.js';
import { digits, table } from './tables.js';

/** What sections must keep to, and whether they do. */
export function requirementsTable(rows: readonly (readonly string[])[]): string {
  return table(['requirement', 'ours', 'required', ''], rows);
}

export function requirementRows(section: string, requirements: readonly Requirement[]): string[][] {
  return requirements.map((one) => [
    `${section}: ${one.what}`,
    digits(one.value, one.decimals),
    boundText(one),
    verdict(one),
  ]);
}
