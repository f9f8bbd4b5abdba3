-- CreateTable
CREATE TABLE "class_scores" (
    "dataset_id" UUID NOT NULL,
    "first_modality" SMALLINT NOT NULL,
    "second_modality" SMALLINT NOT NULL,
    "sha256" CHAR(64) NOT NULL,

    CONSTRAINT "class_scores_pkey" PRIMARY KEY ("dataset_id","first_modality","second_modality")
);

-- AddForeignKey
ALTER TABLE "class_scores" ADD CONSTRAINT "class_scores_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "datasets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Two modalities have one order here, or a pair could be scored twice under two keys.
ALTER TABLE "class_scores"
  ADD CONSTRAINT "class_scores_ordered" CHECK (first_modality <= second_modality);
