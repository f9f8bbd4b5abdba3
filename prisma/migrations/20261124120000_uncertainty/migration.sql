-- AlterEnum
ALTER TYPE "StepKind" ADD VALUE 'PERMUTATION' BEFORE 'AGGREGATE';
ALTER TYPE "StepKind" ADD VALUE 'BOOTSTRAP' BEFORE 'AGGREGATE';

-- AlterTable
ALTER TABLE "run_steps" ADD COLUMN "repetition" SMALLINT,
ADD COLUMN "permutation" INTEGER;

-- AlterTable
ALTER TABLE "interactions" ADD COLUMN "r_spread" DOUBLE PRECISION,
ADD COLUMN "u1_spread" DOUBLE PRECISION,
ADD COLUMN "u2_spread" DOUBLE PRECISION,
ADD COLUMN "s_spread" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "class_aggregates" ADD COLUMN "intervals" JSONB;

-- Steps of runs made before repetitions were known.
UPDATE "run_steps" SET "repetition" = 0 WHERE "fold" IS NOT NULL;
