-- CreateTable
CREATE TABLE "healed_voids" (
    "id" SERIAL NOT NULL,
    "batch_id" INTEGER NOT NULL,
    "healed_at_ms" BIGINT NOT NULL,

    CONSTRAINT "healed_voids_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "healed_voids_batch_id_key" ON "healed_voids"("batch_id");

-- AddForeignKey
ALTER TABLE "healed_voids" ADD CONSTRAINT "healed_voids_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
