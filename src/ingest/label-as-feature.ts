import type { InputFailure } from '../domain/failure.js';
import { quoteText } from './quote-text.js';
import { failureOf } from './subject.js';

/** LABEL_AS_FEATURE: `field`'s modality holds the label, and would know everything about it. */
export function labelAsFeature(
  kind: 'array' | 'column',
  label: string,
  path: string,
  field: string,
): InputFailure {
  return failureOf(
    { what: `The ${kind} ${quoteText(label)} of ${path}`, field },
    'LABEL_AS_FEATURE',
    `is the label and cannot be a feature; expected the ${field} without it.`,
  );
}
