import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Figures of a section, and what they were made with. */
export interface SectionRecord {
  readonly section: string;
  readonly size: 'full' | 'tiny';
  readonly made: {
    /** `2025-01-31` */
    readonly date: string;
    readonly interlens: string;
    readonly node: string;
    readonly cores: number;
    readonly threads: number;
  };
  /** Processor time of all threads, seconds. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly figures: unknown;
}

/** @param folder the one VALIDATION.md lies in */
export function writeFigures(folder: string, record: SectionRecord): void {
  mkdirSync(join(folder, 'validation'), { recursive: true });
  writeFileSync(pathOf(folder, record.section), `${JSON.stringify(record, rounded, 1)}\n`);
}

/** A section's figures, or null while it has not been run. */
export function readFigures(folder: string, section: string): SectionRecord | null {
  const path = pathOf(folder, section);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as SectionRecord) : null;
}

function pathOf(folder: string, section: string): string {
  return join(folder, 'validation', `${section}.json`);
}

/** Six significant digits: more are noise, and a change of one of them is not news. */
export function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
