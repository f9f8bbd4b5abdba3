import { InputFailure } from '../domain/failure.js';
import type { ScoredModalities } from '../domain/labelled-dataset.js';
import { quoteText } from './quote-text.js';

/**
 * What a subject names, `image` or `image+text`, among the modalities of a dataset.
 *
 * @param names the modalities' names by position
 * @throws InputFailure BAD_SUBJECT, field `log-probabilities`
 */
export function scoredModalities(subject: string, names: readonly string[]): ScoredModalities {
  const parts = subject.split('+').map((name) => name.trim());
  const positions = parts.map((name) => names.indexOf(name)).sort((a, b) => a - b);
  const [first, second = first] = positions;
  const repeated = parts.length === 2 && first === second;
  if (first === undefined || second === undefined || first < 0 || parts.length > 2 || repeated) {
    throw new InputFailure(
      'BAD_SUBJECT',
      `The log-probabilities of ${quoteText(subject)} belong to nothing here; expected the name of one modality (${names.join(', ')}) or of two different ones joined by "+", such as ${names[0] ?? 'a'}+${names[1] ?? 'b'}.`,
      'log-probabilities',
    );
  }
  return { first, second };
}

/** @throws InputFailure BAD_SUBJECT, also when two subjects name the same modalities; field `log-probabilities` */
export function checkSubjects(subjects: readonly string[], names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const subject of subjects) {
    const { first, second } = scoredModalities(subject, names);
    const earlier = seen.get(`${first},${second}`);
    if (earlier !== undefined) {
      throw new InputFailure(
        'BAD_SUBJECT',
        `The log-probabilities of ${quoteText(subject)} are given twice${earlier === subject ? '' : ` (also as ${quoteText(earlier)})`}; expected them once for a modality or two.`,
        'log-probabilities',
      );
    }
    seen.set(`${first},${second}`, subject);
  }
}
