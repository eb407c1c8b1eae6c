-- CreateEnum
CREATE TYPE "unit_state" AS ENUM ('open', 'believed', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "lease_state" AS ENUM ('active', 'reported', 'returned', 'released', 'expired');

-- CreateEnum
CREATE TYPE "standing" AS ENUM ('pending', 'credited', 'refused');

-- CreateTable
CREATE TABLE "jobs" (
    "id" SERIAL NOT NULL,
    "job_id" BYTEA NOT NULL,
    "spec" TEXT NOT NULL,
    "quorum" INTEGER NOT NULL,
    "unit_count" INTEGER NOT NULL,
    "next_unit" INTEGER NOT NULL DEFAULT 0,
    "wall_max_ms" BIGINT NOT NULL,
    "created_at_ms" BIGINT NOT NULL,
    "cancelled_at_ms" BIGINT,

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_tallies" (
    "job" INTEGER NOT NULL,
    "stripe" INTEGER NOT NULL,
    "believed" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "last_belief_ms" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "job_tallies_pkey" PRIMARY KEY ("job","stripe")
);

-- CreateTable
CREATE TABLE "units" (
    "job" INTEGER NOT NULL,
    "unit_index" INTEGER NOT NULL,
    "state" "unit_state" NOT NULL DEFAULT 'open',
    "wanted" INTEGER NOT NULL,
    "vacant" INTEGER NOT NULL,
    "active" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "output_hash" BYTEA,
    "exit_class" TEXT,
    "fuel" BIGINT,
    "rewriter_version" INTEGER,
    "settled_at_ms" BIGINT,
    "batch_id" INTEGER,

    CONSTRAINT "units_pkey" PRIMARY KEY ("job","unit_index")
);

-- CreateTable
CREATE TABLE "leases" (
    "lease_id" BYTEA NOT NULL,
    "job" INTEGER NOT NULL,
    "unit_index" INTEGER NOT NULL,
    "account" BYTEA NOT NULL,
    "session" BYTEA NOT NULL,
    "state" "lease_state" NOT NULL DEFAULT 'active',
    "granted_at_ms" BIGINT NOT NULL,
    "expires_at_ms" BIGINT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("lease_id")
);

-- CreateTable
CREATE TABLE "receipts" (
    "lease_id" BYTEA NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "job" INTEGER NOT NULL,
    "unit_index" INTEGER NOT NULL,
    "program_hash" BYTEA NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "output_hash" BYTEA NOT NULL,
    "exit_class" TEXT NOT NULL,
    "fuel" BIGINT NOT NULL,
    "rewriter_version" INTEGER NOT NULL,
    "account" BYTEA NOT NULL,
    "session" BYTEA NOT NULL,
    "signature" BYTEA NOT NULL,
    "accepted_at_ms" BIGINT NOT NULL,
    "standing" "standing" NOT NULL DEFAULT 'pending',
    "refusal" JSONB,
    "credit_micro" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "receipts_pkey" PRIMARY KEY ("lease_id")
);

-- CreateTable
CREATE TABLE "hosts" (
    "session" BYTEA NOT NULL,
    "account" BYTEA NOT NULL,
    "delegation" BYTEA NOT NULL,
    "name" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "first_seen_ms" BIGINT NOT NULL,
    "last_seen_ms" BIGINT NOT NULL,

    CONSTRAINT "hosts_pkey" PRIMARY KEY ("session")
);

-- CreateTable
CREATE TABLE "delegations" (
    "signature" BYTEA NOT NULL,
    "session" BYTEA NOT NULL,
    "account" BYTEA NOT NULL,
    "scope" BYTEA NOT NULL,
    "not_before" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "epoch" BIGINT NOT NULL,

    CONSTRAINT "delegations_pkey" PRIMARY KEY ("signature")
);

-- CreateTable
CREATE TABLE "host_tallies" (
    "account" BYTEA NOT NULL,
    "session" BYTEA NOT NULL,
    "received" INTEGER NOT NULL DEFAULT 0,
    "credited" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "expired" INTEGER NOT NULL DEFAULT 0,
    "returned" INTEGER NOT NULL DEFAULT 0,
    "credit_micro" DECIMAL(39,0) NOT NULL DEFAULT 0,

    CONSTRAINT "host_tallies_pkey" PRIMARY KEY ("account","session")
);

-- CreateTable
CREATE TABLE "batches" (
    "id" INTEGER NOT NULL,
    "units_root" BYTEA NOT NULL,
    "credits_root" BYTEA NOT NULL,
    "data_hash" BYTEA NOT NULL,
    "rules_hash" BYTEA NOT NULL,
    "unit_count" INTEGER NOT NULL,
    "cumulative_credit_micro" DECIMAL(39,0) NOT NULL,
    "closed_at_ms" BIGINT NOT NULL,

    CONSTRAINT "batches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "batch_shares" (
    "batch_id" INTEGER NOT NULL,
    "job" INTEGER NOT NULL,
    "units" INTEGER NOT NULL,

    CONSTRAINT "batch_shares_pkey" PRIMARY KEY ("batch_id","job")
);

-- CreateTable
CREATE TABLE "commits" (
    "id" SERIAL NOT NULL,
    "batch_id" INTEGER NOT NULL,
    "ledger" BYTEA NOT NULL,
    "chain_id" BIGINT NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "block_number" BIGINT NOT NULL,
    "gas_used" BIGINT NOT NULL,
    "prev" BYTEA NOT NULL,
    "committed_at" BIGINT NOT NULL,

    CONSTRAINT "commits_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credits" (
    "account" BYTEA NOT NULL,
    "cumulative_credit_micro" DECIMAL(39,0) NOT NULL,

    CONSTRAINT "credits_pkey" PRIMARY KEY ("account")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "jobs_job_id_key" ON "jobs"("job_id");

-- CreateIndex
CREATE INDEX "jobs_unfolding" ON "jobs"("id") WHERE (next_unit < unit_count) AND (cancelled_at_ms IS NULL);

-- CreateIndex
CREATE INDEX "units_vacant" ON "units"("job", "unit_index") WHERE (vacant > 0);

-- CreateIndex
CREATE INDEX "units_unbatched" ON "units"("state", "settled_at_ms") WHERE (batch_id IS NULL);

-- CreateIndex
CREATE INDEX "units_failed" ON "units"("failure") WHERE (failure IS NOT NULL);

-- CreateIndex
CREATE INDEX "leases_of_unit" ON "leases"("job", "unit_index");

-- CreateIndex
CREATE INDEX "leases_active" ON "leases"("expires_at_ms") WHERE (state = 'active'::lease_state);

-- CreateIndex
CREATE INDEX "leases_held" ON "leases"("session") WHERE (state = 'active'::lease_state);

-- CreateIndex
CREATE INDEX "leases_expired" ON "leases"("expires_at_ms") WHERE (state = 'expired'::lease_state);

-- CreateIndex
CREATE UNIQUE INDEX "leases_one_vote" ON "leases"("job", "unit_index", "account") WHERE ((state <> 'expired'::lease_state) AND (state <> 'released'::lease_state));

-- CreateIndex
CREATE UNIQUE INDEX "receipts_seq_key" ON "receipts"("seq");

-- CreateIndex
CREATE INDEX "receipts_of_unit" ON "receipts"("job", "unit_index");

-- CreateIndex
CREATE INDEX "receipts_of_account" ON "receipts"("account", "seq");

-- CreateIndex
CREATE INDEX "receipts_refused" ON "receipts"("account", "seq") WHERE (standing = 'refused'::standing);

-- CreateIndex
CREATE INDEX "hosts_last_seen_ms_idx" ON "hosts"("last_seen_ms");

-- CreateIndex
CREATE INDEX "delegations_session_idx" ON "delegations"("session");

-- CreateIndex
CREATE INDEX "batch_shares_job_idx" ON "batch_shares"("job");

-- CreateIndex
CREATE UNIQUE INDEX "commits_batch_id_chain_id_ledger_tx_hash_key" ON "commits"("batch_id", "chain_id", "ledger", "tx_hash");

-- AddForeignKey
ALTER TABLE "job_tallies" ADD CONSTRAINT "job_tallies_job_fkey" FOREIGN KEY ("job") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "batch_shares" ADD CONSTRAINT "batch_shares_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commits" ADD CONSTRAINT "commits_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
