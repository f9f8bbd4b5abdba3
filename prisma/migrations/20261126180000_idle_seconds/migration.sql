-- AlterTable
ALTER TABLE "estimation_runs" ADD COLUMN "idle_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0;
