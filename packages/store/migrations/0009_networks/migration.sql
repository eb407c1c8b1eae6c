-- AlterTable
ALTER TABLE "hosts" ADD COLUMN     "network" BYTEA;

-- CreateTable
CREATE TABLE "admissions" (
    "account" BYTEA NOT NULL,
    "network" BYTEA NOT NULL,
    "admitted_at_ms" BIGINT NOT NULL,

    CONSTRAINT "admissions_pkey" PRIMARY KEY ("account")
);

-- CreateIndex
CREATE INDEX "admissions_network_admitted_at_ms_idx" ON "admissions"("network", "admitted_at_ms");
