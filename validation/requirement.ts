import { digits } from './tables.js';

/** A figure that must keep to a bound. */
export interface Requirement {
  readonly what: string;
  readonly value: number | null;
  readonly must: 'be at most' | 'be at least';
  readonly bound: number;
  /** Decimals shown; the comparison uses all. */
  readonly decimals: number;
}

/** NaN meets nothing. */
export function isMet({ value, must, bound }: Requirement): boolean {
  if (value === null) return false; // what JSON makes of NaN
  return must === 'be at most' ? value <= bound : value >= bound;
}

export function atMost(what: string, value: number | null, bound: number, decimals = 3): Requirement {
  return { what, value, must: 'be at most', bound, decimals };
}

export function atLeast(what: string, value: number | null, bound: number, decimals = 3): Requirement {
  return { what, value, must: 'be at least', bound, decimals };
}

/** `≤ 0.055` */
export function boundText({ must, bound, decimals }: Requirement): string {
  return `${must === 'be at most' ? '≤' : '≥'} ${digits(bound, decimals)}`;
}

/** `pass` or `**fail**`; a figure that is not a number fails. */
export function verdict(requirement: Requirement): string {
  return isMet(requirement) ? 'pass' : '**fail**';
}
