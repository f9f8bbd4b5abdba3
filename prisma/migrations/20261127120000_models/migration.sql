-- CreateEnum
CREATE TYPE "PredictionKind" AS ENUM ('PROBABILITIES', 'LOG_PROBABILITIES', 'LOGITS');

-- CreateTable
CREATE TABLE "models" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "kind" "PredictionKind" NOT NULL,
    "accuracy" DOUBLE PRECISION NOT NULL,
    "log_loss" DOUBLE PRECISION NOT NULL,
    "calibration_error" DOUBLE PRECISION NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "models_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "models_dataset_id_name_key" ON "models"("dataset_id", "name");

-- CreateIndex
CREATE INDEX "models_dataset_id_created_at_id_idx" ON "models"("dataset_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "models_sha256_idx" ON "models"("sha256");

-- AddForeignKey
ALTER TABLE "models" ADD CONSTRAINT "models_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "datasets"("id") ON DELETE CASCADE ON UPDATE CASCADE;
