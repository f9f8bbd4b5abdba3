-- CreateTable
CREATE TABLE "subsets" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "run_id" UUID,
    "name" TEXT NOT NULL,
    "rule" JSONB NOT NULL,
    "sample_count" INTEGER NOT NULL,
    "class_counts" INTEGER[],
    "samples" INTEGER[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subsets_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "subsets_dataset_id_name_key" ON "subsets"("dataset_id", "name");

-- CreateIndex
CREATE INDEX "subsets_created_at_id_idx" ON "subsets"("created_at", "id");

-- AddForeignKey
ALTER TABLE "subsets" ADD CONSTRAINT "subsets_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "datasets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A million indices compress to little less, and take long to.
ALTER TABLE "subsets" ALTER COLUMN "samples" SET STORAGE EXTERNAL;

ALTER TABLE "subsets"
    ADD CONSTRAINT "subsets_not_empty" CHECK ("sample_count" > 0),
    ADD CONSTRAINT "subsets_counted" CHECK ("sample_count" = cardinality("samples"));
