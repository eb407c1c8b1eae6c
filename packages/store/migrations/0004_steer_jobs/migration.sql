-- AlterTable
ALTER TABLE "jobs" ADD COLUMN     "failures_forgiven" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "finished_at_ms" BIGINT,
ADD COLUMN     "pause_reason" TEXT,
ADD COLUMN     "paused_at_ms" BIGINT,
ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "requester" BYTEA;

-- CreateIndex
CREATE INDEX "jobs_leasable" ON "jobs"("id") WHERE (finished_at_ms IS NULL) AND (paused_at_ms IS NULL);

-- CreateIndex
CREATE INDEX "jobs_unfinished" ON "jobs"("id") WHERE (finished_at_ms IS NULL);

-- CreateIndex
CREATE INDEX "jobs_of_requester" ON "jobs"("requester", "created_at_ms");

-- Cancelled jobs are over.
UPDATE "jobs" SET "finished_at_ms" = "cancelled_at_ms" WHERE "cancelled_at_ms" IS NOT NULL;
