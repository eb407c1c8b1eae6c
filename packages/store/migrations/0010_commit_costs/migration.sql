-- AlterTable
ALTER TABLE "commits" ADD COLUMN     "confirmation_ms" BIGINT,
ADD COLUMN     "fee_wei" DECIMAL(78,0),
ADD COLUMN     "inclusion_ms" BIGINT,
ADD COLUMN     "sent_at_ms" BIGINT,
ADD COLUMN     "transactions" INTEGER;
