-- CreateTable
CREATE TABLE "interaction_summaries" (
    "run_id" UUID NOT NULL,
    "variant" TEXT NOT NULL,
    "group_by" TEXT NOT NULL,
    "groups" JSONB NOT NULL,

    CONSTRAINT "interaction_summaries_pkey" PRIMARY KEY ("run_id","variant","group_by")
);

-- AddForeignKey
ALTER TABLE "interaction_summaries" ADD CONSTRAINT "interaction_summaries_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "estimation_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
