import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rounded } from '../../validation/figures-file.js';
import type { Machine } from './machine.js';

/** Figures of a section, and what they were made with. */
export interface BenchRecord {
  readonly section: string;
  readonly size: 'full' | 'tiny';
  readonly machine: Machine;
  readonly wallSeconds: number;
  readonly figures: unknown;
}

export function writeResults(folder: string, record: BenchRecord): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(pathOf(folder, record.section), `${JSON.stringify(record, rounded, 1)}\n`);
}

/** A section's results, or null while it has not been run. */
export function readResults(folder: string, section: string): BenchRecord | null {
  const path = pathOf(folder, section);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as BenchRecord) : null;
}

function pathOf(folder: string, section: string): string {
  return join(folder, `estimate-${section}.json`);
}
