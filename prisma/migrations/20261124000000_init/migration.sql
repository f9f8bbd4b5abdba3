-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "ModalityKind" AS ENUM ('CONTINUOUS', 'DISCRETE');

-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "StepStatus" AS ENUM ('PENDING', 'COMPLETED');

-- CreateEnum
CREATE TYPE "StepKind" AS ENUM ('CLASSIFIER', 'DENSITY', 'DECOMPOSE', 'AGGREGATE');

-- CreateEnum
CREATE TYPE "RunEventType" AS ENUM ('QUEUED', 'STARTED', 'STEP_COMPLETED', 'COMPLETED', 'FAILED', 'CANCELLED');

-- CreateTable
CREATE TABLE "datasets" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "sample_count" INTEGER NOT NULL,
    "dropped_rows" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "datasets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "modalities" (
    "dataset_id" UUID NOT NULL,
    "position" SMALLINT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "ModalityKind" NOT NULL,
    "dimension" INTEGER NOT NULL,
    "feature_sha256" CHAR(64) NOT NULL,

    CONSTRAINT "modalities_pkey" PRIMARY KEY ("dataset_id","position")
);

-- CreateTable
CREATE TABLE "dataset_classes" (
    "dataset_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "dataset_classes_pkey" PRIMARY KEY ("dataset_id","index")
);

-- CreateTable
CREATE TABLE "samples" (
    "dataset_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "sample_id" TEXT NOT NULL,
    "class_index" INTEGER NOT NULL,
    "split" TEXT,

    CONSTRAINT "samples_pkey" PRIMARY KEY ("dataset_id","index")
);

-- CreateTable
CREATE TABLE "estimation_runs" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "first_modality" SMALLINT NOT NULL,
    "second_modality" SMALLINT NOT NULL,
    "preset" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "seed" INTEGER NOT NULL,
    "idempotency_key" TEXT,
    "status" "RunStatus" NOT NULL DEFAULT 'QUEUED',
    "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "last_sequence" INTEGER NOT NULL DEFAULT 0,
    "engine" TEXT NOT NULL,
    "code_version" TEXT NOT NULL,
    "node_version" TEXT NOT NULL,
    "adjustment_offset" DOUBLE PRECISION,
    "adjustment_rule" TEXT,
    "summary" JSONB,

    CONSTRAINT "estimation_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_steps" (
    "run_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "StepKind" NOT NULL,
    "subject" TEXT,
    "fold" SMALLINT,
    "weight" DOUBLE PRECISION NOT NULL,
    "status" "StepStatus" NOT NULL DEFAULT 'PENDING',
    "result_sha256" CHAR(64),
    "diagnostics" JSONB,
    "seconds" DOUBLE PRECISION,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_steps_pkey" PRIMARY KEY ("run_id","position")
);

-- CreateTable
CREATE TABLE "run_events" (
    "run_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" "RunEventType" NOT NULL,
    "progress" DOUBLE PRECISION NOT NULL,
    "step" TEXT,
    "message" TEXT NOT NULL,

    CONSTRAINT "run_events_pkey" PRIMARY KEY ("run_id","sequence")
);

-- CreateTable
CREATE TABLE "interactions" (
    "run_id" UUID NOT NULL,
    "sample_index" INTEGER NOT NULL,
    "class_index" INTEGER NOT NULL,
    "fold" SMALLINT NOT NULL,
    "i1" DOUBLE PRECISION,
    "i2" DOUBLE PRECISION,
    "i12" DOUBLE PRECISION,
    "h1" DOUBLE PRECISION,
    "h2" DOUBLE PRECISION,
    "r" DOUBLE PRECISION,
    "u1" DOUBLE PRECISION,
    "u2" DOUBLE PRECISION,
    "s" DOUBLE PRECISION,
    "non_finite_reason" TEXT,

    CONSTRAINT "interactions_pkey" PRIMARY KEY ("run_id","sample_index")
);

-- CreateTable
CREATE TABLE "class_aggregates" (
    "run_id" UUID NOT NULL,
    "class_index" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "non_finite_count" INTEGER NOT NULL,
    "saturated_count" INTEGER NOT NULL,
    "i1" DOUBLE PRECISION,
    "i2" DOUBLE PRECISION,
    "i12" DOUBLE PRECISION,
    "h1" DOUBLE PRECISION,
    "h2" DOUBLE PRECISION,
    "r" DOUBLE PRECISION,
    "u1" DOUBLE PRECISION,
    "u2" DOUBLE PRECISION,
    "s" DOUBLE PRECISION,
    "evidence_r" DOUBLE PRECISION,
    "evidence_u1" DOUBLE PRECISION,
    "evidence_u2" DOUBLE PRECISION,
    "evidence_s" DOUBLE PRECISION,

    CONSTRAINT "class_aggregates_pkey" PRIMARY KEY ("run_id","class_index")
);

-- CreateIndex
CREATE UNIQUE INDEX "datasets_name_key" ON "datasets"("name");

-- CreateIndex
CREATE INDEX "datasets_created_at_id_idx" ON "datasets"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "modalities_dataset_id_name_key" ON "modalities"("dataset_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_classes_dataset_id_label_key" ON "dataset_classes"("dataset_id", "label");

-- CreateIndex
CREATE UNIQUE INDEX "samples_dataset_id_sample_id_key" ON "samples"("dataset_id", "sample_id");

-- CreateIndex
CREATE UNIQUE INDEX "estimation_runs_idempotency_key_key" ON "estimation_runs"("idempotency_key");

-- CreateIndex
CREATE INDEX "estimation_runs_dataset_id_created_at_idx" ON "estimation_runs"("dataset_id", "created_at");

-- CreateIndex
CREATE INDEX "estimation_runs_created_at_id_idx" ON "estimation_runs"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "run_steps_run_id_name_key" ON "run_steps"("run_id", "name");

-- CreateIndex
CREATE INDEX "interactions_run_id_r_sample_index_idx" ON "interactions"("run_id", "r", "sample_index");

-- CreateIndex
CREATE INDEX "interactions_run_id_s_sample_index_idx" ON "interactions"("run_id", "s", "sample_index");

-- AddForeignKey
ALTER TABLE "modalities" ADD CONSTRAINT "modalities_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "datasets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dataset_classes" ADD CONSTRAINT "dataset_classes_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "datasets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "samples" ADD CONSTRAINT "samples_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "datasets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "estimation_runs" ADD CONSTRAINT "estimation_runs_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "datasets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_steps" ADD CONSTRAINT "run_steps_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "estimation_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_events" ADD CONSTRAINT "run_events_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "estimation_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "interactions" ADD CONSTRAINT "interactions_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "estimation_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "class_aggregates" ADD CONSTRAINT "class_aggregates_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "estimation_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What Prisma's schema language cannot say.

-- The identities every stored record must meet. A null (not finite) value makes its check unknown, which passes;
-- NaN compares greater than everything in PostgreSQL, so it fails. 1e-9 of the magnitudes involved is far above
-- rounding and far below anything a reader could care about.
ALTER TABLE "interactions"
  ADD CONSTRAINT "interactions_i1_identity"
    CHECK (abs(r + u1 - i1) <= 1e-9 * (1 + abs(r) + abs(i1) + abs(h1) + abs(h2))),
  ADD CONSTRAINT "interactions_i2_identity"
    CHECK (abs(r + u2 - i2) <= 1e-9 * (1 + abs(r) + abs(i2) + abs(h1) + abs(h2))),
  ADD CONSTRAINT "interactions_i12_identity"
    CHECK (abs(r + u1 + u2 + s - i12) <= 1e-9 * (1 + abs(r) + abs(i12) + abs(h1) + abs(h2))),
  ADD CONSTRAINT "interactions_null_has_reason"
    CHECK ((num_nulls(i1, i2, i12, h1, h2, r, u1, u2, s) = 0) = (non_finite_reason IS NULL));

ALTER TABLE "estimation_runs"
  ADD CONSTRAINT "estimation_runs_progress_share" CHECK (progress BETWEEN 0 AND 1),
  ADD CONSTRAINT "estimation_runs_two_modalities" CHECK (first_modality <> second_modality);
