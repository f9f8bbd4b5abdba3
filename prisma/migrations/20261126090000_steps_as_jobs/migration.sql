-- Steps become jobs of their own: what they need, what they take, who runs them.

-- AlterEnum
ALTER TYPE "StepStatus" ADD VALUE 'QUEUED';
ALTER TYPE "StepStatus" ADD VALUE 'RUNNING';

-- AlterEnum
ALTER TYPE "RunEventType" ADD VALUE 'STEP_STARTED';
ALTER TYPE "RunEventType" ADD VALUE 'STEP_PROGRESS';
ALTER TYPE "RunEventType" ADD VALUE 'STEP_FAILED';
ALTER TYPE "RunEventType" ADD VALUE 'STEP_RETURNED';
ALTER TYPE "RunEventType" ADD VALUE 'STEP_WAITING';
ALTER TYPE "RunEventType" ADD VALUE 'RETRIED';

-- AlterTable
ALTER TABLE "estimation_runs" DROP COLUMN "cancel_requested",
ADD COLUMN     "error_code" TEXT,
ADD COLUMN     "feature_memory" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "remaining_seconds" DOUBLE PRECISION,
ADD COLUMN     "required_engine" TEXT,
ADD COLUMN     "tenant" TEXT NOT NULL DEFAULT 'default';

-- AlterTable
ALTER TABLE "run_events" ADD COLUMN     "epochs" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "remaining_seconds" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "run_steps" RENAME COLUMN "weight" TO "cost";

-- AlterTable
ALTER TABLE "run_steps" ADD COLUMN     "attempt" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "losses" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "memory" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "needs" INTEGER[],
ADD COLUMN     "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "slot" TEXT,
ADD COLUMN     "started_at" TIMESTAMPTZ(3),
ADD COLUMN     "turn" DOUBLE PRECISION;

-- CreateTable
CREATE TABLE "workers" (
    "id" SERIAL NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "engine" TEXT NOT NULL,
    "threads" INTEGER NOT NULL,
    "memory" BIGINT NOT NULL,
    "slots" TEXT[],
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "estimation_runs_tenant_status_idx" ON "estimation_runs"("tenant", "status");

-- CreateIndex
CREATE INDEX "run_steps_status_turn_idx" ON "run_steps"("status", "turn");

-- CreateIndex
CREATE INDEX "run_steps_result_sha256_idx" ON "run_steps"("result_sha256");

-- Of a run that an earlier version had not finished the queue holds one job, which no worker takes any more, and its
-- steps do not say what they need.
WITH ended AS (
  UPDATE "estimation_runs"
  SET "status" = 'FAILED', "finished_at" = now(), "error_code" = 'INTERRUPTED_BY_UPGRADE',
      "error" = 'The run was not finished when Interlens was upgraded: start it again.',
      "last_sequence" = "last_sequence" + 1
  WHERE "status" IN ('QUEUED', 'RUNNING')
  RETURNING "id", "last_sequence", "progress", "error"
)
INSERT INTO "run_events" ("run_id", "sequence", "type", "progress", "message")
SELECT "id", "last_sequence", 'FAILED', "progress", "error" FROM ended;
