import { NO_INFLUENCE } from '../../src/estimation/classifiers/pool-influence.js';
import type { InteractionColumns } from '../../src/estimation/interaction-columns.js';
import type { Repetition } from '../../src/estimation/uncertainty/repetition.type.js';

/** A repetition whose models would be the same for any samples. */
export function fixedModels(columns: InteractionColumns): Repetition {
  return { columns, influence: { first: NO_INFLUENCE, second: NO_INFLUENCE, both: NO_INFLUENCE } };
}
