import {
  deleteEnsembleRow,
  ensemblesNamed,
  findEnsemble,
  type EnsembleRecord,
} from '../../store/ensembles/ensembles.js';
import type { NamedKind } from '../named.js';

export const ENSEMBLE: NamedKind<EnsembleRecord> = {
  what: 'ensemble',
  code: 'ENSEMBLE',
  find: findEnsemble,
  named: ensemblesNamed,
  remove: deleteEnsembleRow,
};
