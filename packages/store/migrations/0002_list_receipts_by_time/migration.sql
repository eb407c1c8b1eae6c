-- DropIndex
DROP INDEX "receipts_seq_key";

-- CreateIndex
CREATE INDEX "receipts_newest" ON "receipts"("accepted_at_ms", "seq");
