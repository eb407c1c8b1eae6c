-- A unit comes into being small and is twice as long once it is believed. Pages are filled to two
-- fifths, so that its versions stay on its page; what is left there in the end is less than what is
-- kept free, so that new units go to new pages instead of one to each hole of millions of old ones.
ALTER TABLE "units" SET (fillfactor = 40);
