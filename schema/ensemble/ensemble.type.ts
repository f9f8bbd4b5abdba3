import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Component } from '../interaction/interaction.type.js';
import { connectionTypes } from '../shared/connection.js';
import { UserError } from '../shared/user-error.type.js';

export enum EnsembleMethod {
  UNIFORM = 'uniform',
  GREEDY = 'greedy',
  STACKING = 'stacking',
  INTERACTION_AWARE = 'interaction-aware',
}

registerEnumType(EnsembleMethod, {
  name: 'EnsembleMethod',
  description: 'How models’ weights are found.',
  valuesConfig: {
    UNIFORM: { description: 'All equal.' },
    GREEDY: { description: 'Forward selection with replacement (Caruana et al. 2004).' },
    STACKING: { description: 'Weights that add to 1 with the least log-loss.' },
    INTERACTION_AWARE: {
      description:
        'Weights by the interaction that dominates a sample, foretold from the models’ outputs and never from its label; drawn towards those of STACKING, and these where that gains nothing.',
    },
  },
});

export enum EnsembleCriterion {
  LOG_LOSS = 'logLoss',
  ACCURACY = 'accuracy',
}

registerEnumType(EnsembleCriterion, {
  name: 'EnsembleCriterion',
  description: 'What greedy selection, and the choice of the best single model, make best.',
  valuesConfig: {
    LOG_LOSS: { description: 'The mean of −log p(label), nats.' },
    ACCURACY: { description: 'The share of samples whose most probable class is theirs.' },
  },
});

export enum Verdict {
  BETTER = 'better',
  WORSE = 'worse',
  NO_DIFFERENCE_SHOWN = 'no difference shown',
}

registerEnumType(Verdict, {
  name: 'Verdict',
  description: 'What the 95 % interval of a paired difference says.',
  valuesConfig: {
    BETTER: { description: 'The ensemble is better: the interval leaves out 0.' },
    WORSE: { description: 'The ensemble is worse: the interval leaves out 0.' },
    NO_DIFFERENCE_SHOWN: { description: 'The interval holds 0.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'A mean over held-out samples, with its 95 % interval (normal).',
})
export class MeanEstimate {
  @Field(() => Float, { description: 'The mean; log-losses in nats.' })
  value!: number;

  @Field(() => Float, { description: 'Lower end.' })
  low!: number;

  @Field(() => Float, { description: 'Upper end.' })
  high!: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Scores on samples, each predicted by what was fitted to the other folds.',
})
export class HeldOutScores {
  @Field(() => MeanEstimate, { description: 'Of −log p(label), nats.' })
  logLoss!: MeanEstimate;

  @Field(() => MeanEstimate, { description: 'Share of samples whose most probable class is theirs.' })
  accuracy!: MeanEstimate;

  @Field(() => Float, { description: 'Expected calibration error of the most probable class, 0 to 1.' })
  calibrationError!: number;
}

@ObjectType({ simpleResolvers: true, description: 'A paired difference: of the ensemble less the other.' })
export class ScoreDifference extends MeanEstimate {
  @Field(() => Verdict, { description: 'What the interval says.' })
  verdict!: Verdict;
}

@ObjectType({
  simpleResolvers: true,
  description: 'The ensemble beside something simpler, on the same samples.',
})
export class ScoreComparison {
  @Field(() => ScoreDifference, { description: 'Nats; negative where the ensemble is better.' })
  logLoss!: ScoreDifference;

  @Field(() => ScoreDifference, { description: 'Positive where the ensemble is better.' })
  accuracy!: ScoreDifference;
}

@ObjectType({ simpleResolvers: true, description: 'A model of an ensemble.' })
export class EnsembleMember {
  @Field(() => ID, { description: 'The model’s id; it may be deleted since.' })
  id!: string;

  @Field(() => String, { description: 'The model’s name.' })
  name!: string;

  @Field(() => Float, {
    description:
      'Its share of the ensemble, fitted to all samples; where strata have weights of their own, the pooled one.',
  })
  weight!: number;

  @Field(() => Float, { description: 'Mean pointwise information of its predictions with the label, nats.' })
  information!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Weights of models for samples of one stratum.' })
export class StratumWeights {
  @Field(() => Component, { description: 'The interaction that dominates, as foretold.' })
  stratum!: Component;

  @Field(() => [Float], { description: 'In the order of `models`; they add to 1.' })
  weights!: readonly number[];
}

@ObjectType({ simpleResolvers: true, description: 'How far models say the same.' })
export class EnsembleDiversity {
  @Field(() => [[Float]], {
    description:
      'Pearson correlation of models’ pointwise information, a row a model in the order of `models`; 0 where a model’s is the same for all samples.',
  })
  correlation!: number[][];

  @Field(() => [[Float]], {
    description: 'Share of samples for which two models’ most probable classes differ.',
  })
  disagreement!: readonly (readonly number[])[];

  @Field(() => Float, {
    description: 'Mean log-loss of the models less that of their average, nats; never negative.',
  })
  ambiguity!: number;
}

@ObjectType({
  description:
    'Models of a dataset with weights, and what they are worth on samples that nothing was fitted to. It never changes. Held-out probabilities of its samples, in their order, are at `/ensembles/ID/predictions.npy`, float32.',
})
export class Ensemble {
  @Field(() => ID, { description: 'A UUID.' })
  id!: string;

  @Field(() => String, { description: 'Unique within the dataset.' })
  name!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The run that strata are of, which may be deleted; null without strata.',
  })
  runId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The subset whose samples count, which may be deleted; null for all.',
  })
  subsetId!: string | null;

  @Field(() => Date, { description: 'When it was kept.' })
  createdAt!: Date;
}

@ObjectType({ simpleResolvers: true, description: 'The best of the models alone.' })
export class BestSingle extends HeldOutScores {
  @Field(() => String, {
    description: 'The best on all samples; scored is, in each fold, the best on the other folds’ samples.',
  })
  model!: string;
}

const Base = connectionTypes(() => Ensemble, 'Ensemble');

@ObjectType({ description: 'A page of ensembles.' })
export class EnsembleConnection extends Base {}

@ObjectType({ description: 'What became of an ensemble to be selected.' })
export class SelectEnsemblePayload {
  @Field(() => Ensemble, { nullable: true, description: 'The ensemble; null when there are userErrors.' })
  ensemble!: Ensemble | null;

  @Field(() => [UserError], { description: 'Why nothing was kept; empty when all went well.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What became of an ensemble to be deleted.' })
export class DeleteEnsemblePayload {
  @Field(() => ID, { nullable: true, description: 'The ensemble’s id; null when there are userErrors.' })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was deleted; empty when all went well.' })
  userErrors!: UserError[];
}

@ObjectType({ simpleResolvers: true, description: 'How an ensemble was selected.' })
export class EnsembleSettings {
  @Field(() => EnsembleMethod, { description: 'How weights were found.' })
  method!: EnsembleMethod;

  @Field(() => EnsembleCriterion, { description: 'What greedy selection made best.' })
  criterion!: EnsembleCriterion;

  @Field(() => Int, { description: 'Most picks of greedy selection.' })
  rounds!: number;

  @Field(() => Int, { description: 'Folds.' })
  folds!: number;

  @Field(() => Int, { description: 'The same models, settings and seed give the same ensemble.' })
  seed!: number;
}
