-- CreateTable
CREATE TABLE "pairings" (
    "code" TEXT NOT NULL,
    "claim_digest" BYTEA NOT NULL,
    "session" BYTEA NOT NULL,
    "name" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "expires_at_ms" BIGINT NOT NULL,
    "delegation" JSONB,

    CONSTRAINT "pairings_pkey" PRIMARY KEY ("code")
);

-- CreateIndex
CREATE UNIQUE INDEX "pairings_claim_digest_key" ON "pairings"("claim_digest");

-- CreateIndex
CREATE UNIQUE INDEX "pairings_session_key" ON "pairings"("session");

-- CreateIndex
CREATE INDEX "pairings_expires_at_ms_idx" ON "pairings"("expires_at_ms");
