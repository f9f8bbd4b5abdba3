import type { Section } from '../section.type.js';
import { accuracy } from './accuracy.js';
import { comparability } from './comparability.js';
import { coverage } from './coverage.js';
import { entropy } from './entropy.js';
import { gaussian } from './gaussian.js';
import { invariance } from './invariance.js';
import { irrelevant } from './irrelevant.js';
import { logic } from './logic.js';
import { nullDistribution } from './null.js';
import { planted } from './planted.js';
import { projection } from './projection.js';
import { real } from './real.js';
import { threeWay } from './three-way.js';

/** In the order of the page. */
export const allSections: readonly Section[] = [
  logic,
  entropy,
  projection,
  gaussian,
  irrelevant,
  comparability,
  accuracy,
  planted,
  threeWay,
  invariance,
  coverage,
  nullDistribution,
  real,
];
