-- CreateTable
CREATE TABLE "run_series" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "series_members" (
    "series_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "run_id" UUID NOT NULL,

    CONSTRAINT "series_members_pkey" PRIMARY KEY ("series_id","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "run_series_name_key" ON "run_series"("name");

-- CreateIndex
CREATE INDEX "run_series_created_at_id_idx" ON "run_series"("created_at", "id");

-- CreateIndex
CREATE INDEX "series_members_run_id_idx" ON "series_members"("run_id");

-- AddForeignKey
ALTER TABLE "series_members" ADD CONSTRAINT "series_members_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "run_series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series_members" ADD CONSTRAINT "series_members_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "estimation_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
