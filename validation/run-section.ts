import { availableParallelism } from 'node:os';
import { packageVersion } from '../src/actions/package-version.js';
import type { SectionRecord } from './figures-file.js';
import type { Section, ValidationContext } from './section.type.js';

/** Runs a section and measures it; null where it had nothing to run on. */
export async function runSection(
  section: Section,
  context: ValidationContext,
): Promise<SectionRecord | null> {
  const before = process.cpuUsage();
  const start = performance.now();
  const figures = await section.run(context);
  if (figures === null) return null;
  const { user, system } = process.cpuUsage(before); // of all threads of the process
  return {
    section: section.name,
    size: context.size,
    made: {
      date: new Date().toISOString().slice(0, 10),
      interlens: packageVersion(),
      node: process.versions.node,
      cores: availableParallelism(),
      threads: context.threads.count,
    },
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - start) / 1000,
    figures,
  };
}
