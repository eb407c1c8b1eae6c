-- CreateTable
CREATE TABLE "attestations" (
    "batch_id" INTEGER NOT NULL,
    "attestor" BYTEA NOT NULL,
    "attestation" BYTEA NOT NULL,
    "signature" BYTEA NOT NULL,
    "refusal" TEXT,
    "received_at_ms" BIGINT NOT NULL,

    CONSTRAINT "attestations_pkey" PRIMARY KEY ("batch_id","attestor")
);

-- AddForeignKey
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
