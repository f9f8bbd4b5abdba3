import { Field, ID, InputType, Int } from 'type-graphql';
import { DEFAULT_ENSEMBLE } from '../../src/ensemble/select-ensemble.js';
import { Method } from '../interaction/presentation.args.js';
import { EnsembleCriterion, EnsembleMethod } from './ensemble.type.js';

@InputType({ description: 'An ensemble to be.' })
export class SelectEnsembleInput {
  @Field(() => String, { description: '1 to 200 characters, of which the dataset has no ensemble yet.' })
  name!: string;

  @Field(() => [ID], { description: '2 to 200 registered models of one dataset, by id or unambiguous name.' })
  models!: string[];

  @Field(() => EnsembleMethod, { defaultValue: EnsembleMethod.GREEDY, description: 'How weights are found.' })
  method!: EnsembleMethod;

  @Field(() => EnsembleCriterion, {
    defaultValue: EnsembleCriterion.LOG_LOSS,
    description: 'What greedy selection and the choice of the best single model make best.',
  })
  criterion!: EnsembleCriterion;

  @Field(() => Int, {
    defaultValue: DEFAULT_ENSEMBLE.rounds,
    description: 'Most picks of greedy selection, 1 to 1000.',
  })
  rounds!: number;

  @Field(() => Int, { defaultValue: DEFAULT_ENSEMBLE.folds, description: 'Folds, 2 to 50.' })
  folds!: number;

  @Field(() => Int, {
    defaultValue: DEFAULT_ENSEMBLE.seed,
    description: 'The same seed gives the same ensemble; 0 or more.',
  })
  seed!: number;

  @Field(() => ID, {
    nullable: true,
    description: 'The completed run whose interactions tell samples apart: INTERACTION_AWARE needs one.',
  })
  runId?: string | null;

  @Field(() => Method, { defaultValue: Method.LSMI, description: 'The rule of the run’s components.' })
  componentMethod!: Method;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether components are compared after the run’s adjustment.',
  })
  adjusted!: boolean;

  @Field(() => ID, {
    nullable: true,
    description: 'Only samples of this subset: those that no model was trained on. All when left out.',
  })
  subset?: string | null;
}
