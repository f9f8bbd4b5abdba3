import { InputFailure } from '../../domain/failure.js';

export function badSubset(message: string, field: string): InputFailure {
  return new InputFailure('BAD_SUBSET', message, field);
}

export function emptySubset(what: string): InputFailure {
  return new InputFailure('EMPTY_SUBSET', `${what}: nothing was kept.`, 'rule');
}
