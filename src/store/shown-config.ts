import { z } from 'zod';
import { estimationConfigSchema } from './run-config.js';

const { prior, comparability, uncertainty } = estimationConfigSchema.shape;

/**
 * What results are shown with. The rest of a configuration is not looked at: a run of another version, which knew
 * other values, can then still be read.
 */
const shownConfigSchema = z.object({
  prior,
  comparability,
  uncertainty: uncertainty.pick({ confidence: true }).strip(),
});

/** @throws when the stored configuration lacks one of the values */
export function shownConfig(run: { readonly config: unknown }): z.infer<typeof shownConfigSchema> {
  return shownConfigSchema.parse(run.config);
}
