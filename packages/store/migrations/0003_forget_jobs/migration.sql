-- AlterTable
ALTER TABLE "jobs" ADD COLUMN     "deleted_at_ms" BIGINT;
