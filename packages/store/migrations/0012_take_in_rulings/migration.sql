-- AlterTable
ALTER TABLE "healed_voids" ADD COLUMN     "overruled" JSONB,
ADD COLUMN     "taken_in" INTEGER;
