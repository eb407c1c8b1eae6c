-- AlterTable
ALTER TABLE "jobs" ADD COLUMN     "dropped_in" INTEGER,
ADD COLUMN     "trust" JSONB;

-- AlterTable
ALTER TABLE "receipts" ADD COLUMN     "digest" BYTEA,
ADD COLUMN     "number" INTEGER,
ADD COLUMN     "sealed_in" INTEGER,
ADD COLUMN     "trust" JSONB,
ADD COLUMN     "trust_state" TEXT;

-- AlterTable
ALTER TABLE "units" ADD COLUMN     "stage" SMALLINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "accounts" (
    "account" BYTEA NOT NULL,
    "trust" JSONB NOT NULL,
    "strikes" INTEGER NOT NULL,
    "history" INTEGER NOT NULL,
    "established" BOOLEAN NOT NULL,
    "provisional" BOOLEAN NOT NULL,
    "open" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "sealed_at_ms" BIGINT NOT NULL,
    "sealed_in" INTEGER NOT NULL,
    "closing_in" INTEGER,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("account")
);

-- CreateIndex
CREATE INDEX "accounts_established" ON "accounts"("account") WHERE (established);

-- CreateIndex
CREATE INDEX "accounts_provisional" ON "accounts"("account") WHERE (provisional AND (NOT open));

-- CreateIndex
CREATE INDEX "accounts_closing" ON "accounts"("closing_in") WHERE (closing_in IS NOT NULL);

-- CreateIndex
CREATE INDEX "hosts_account_idx" ON "hosts"("account");

-- CreateIndex
CREATE INDEX "jobs_trusting" ON "jobs"("id") WHERE (trust IS NOT NULL) AND (dropped_in IS NULL);

-- CreateIndex
CREATE INDEX "receipts_accepted" ON "receipts"("seq") WHERE (trust_state = 'accepted'::text);

-- CreateIndex
CREATE INDEX "receipts_undrawn" ON "receipts"("seq") WHERE (trust_state = 'undrawn'::text);

-- CreateIndex
CREATE INDEX "receipts_held" ON "receipts"("account", "seq") WHERE (trust_state <> 'decided'::text) AND (trust_state <> 'accepted'::text);

-- CreateIndex
CREATE INDEX "units_staged" ON "units"("job", "unit_index") WHERE (vacant > 0) AND (stage > 0);
