-- CreateTable
CREATE TABLE "ensembles" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "run_id" UUID,
    "subset_id" UUID,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "result" JSONB NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ensembles_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ensembles_dataset_id_name_key" ON "ensembles"("dataset_id", "name");

-- CreateIndex
CREATE INDEX "ensembles_created_at_id_idx" ON "ensembles"("created_at", "id");

-- CreateIndex
CREATE INDEX "ensembles_sha256_idx" ON "ensembles"("sha256");

-- AddForeignKey
ALTER TABLE "ensembles" ADD CONSTRAINT "ensembles_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "datasets"("id") ON DELETE CASCADE ON UPDATE CASCADE;
