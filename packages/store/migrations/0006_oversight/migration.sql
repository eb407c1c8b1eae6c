-- CreateTable
CREATE TABLE "operator_actions" (
    "id" SERIAL NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "operator" BYTEA,
    "deed" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "operator_actions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_blocks" (
    "account" BYTEA NOT NULL,
    "reason" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "operator" BYTEA,

    CONSTRAINT "account_blocks_pkey" PRIMARY KEY ("account")
);

-- What was done stays written, whoever asks.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;
END $$;

CREATE TRIGGER "operator_actions_append_only" BEFORE UPDATE OR DELETE ON "operator_actions"
FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
