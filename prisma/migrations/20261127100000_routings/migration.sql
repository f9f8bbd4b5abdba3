-- CreateTable
CREATE TABLE "routings" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "rule" JSONB NOT NULL,
    "counts" JSONB NOT NULL,
    "routes" SMALLINT[],
    "weights" REAL[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "routings_dataset_id_name_key" ON "routings"("dataset_id", "name");

-- CreateIndex
CREATE INDEX "routings_created_at_id_idx" ON "routings"("created_at", "id");

-- AddForeignKey
ALTER TABLE "routings" ADD CONSTRAINT "routings_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "datasets"("id") ON DELETE CASCADE ON UPDATE CASCADE;
