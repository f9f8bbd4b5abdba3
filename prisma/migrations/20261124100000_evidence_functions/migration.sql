-- The evidence decomposition of a record, computed from its stored pointwise mutual informations: the one place
-- in SQL where the rule stands. Same law, bit for bit, as `evidence` in src/estimation/decomposition.ts.
--
-- The planner inlines these functions, so that they cost what their expression costs and an expression index on
-- them serves filters and orders that are written with them. That is why they are not STRICT (CASE is not, and a
-- STRICT function is inlined only if its body is): they say themselves that NULL makes NULL. The bodies are parsed
-- here, once (RETURN, not a quoted text), so no search_path can change what they mean.
--
-- None is made here: each index costs the writing of records a fifth to a third of its speed, and ordering a run of
-- 200,000 records without one takes about 0.3 s. Where that matters, one is made like this:
--   CREATE INDEX ON interactions (run_id, evidence_redundancy(i1, i2), sample_index);

-- r: the smaller of i1 and i2 where both speak for the label, the larger where both speak against it, else 0. Nats.
CREATE FUNCTION evidence_redundancy(i1 DOUBLE PRECISION, i2 DOUBLE PRECISION) RETURNS DOUBLE PRECISION
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE
    WHEN i1 IS NULL OR i2 IS NULL THEN NULL
    WHEN i1 > 0 AND i2 > 0 THEN LEAST(i1, i2)
    WHEN i1 < 0 AND i2 < 0 THEN GREATEST(i1, i2)
    ELSE 0::DOUBLE PRECISION
  END;

-- u1 from (i1, i2), u2 from (i2, i1): r does not mind the order. Nats.
CREATE FUNCTION evidence_uniqueness(own DOUBLE PRECISION, other DOUBLE PRECISION) RETURNS DOUBLE PRECISION
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN own - evidence_redundancy(own, other);

-- s: i12 − r − u1 − u2, subtracted in this order. Nats.
CREATE FUNCTION evidence_synergy(i1 DOUBLE PRECISION, i2 DOUBLE PRECISION, i12 DOUBLE PRECISION)
  RETURNS DOUBLE PRECISION
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN i12 - evidence_redundancy(i1, i2) - evidence_uniqueness(i1, i2) - evidence_uniqueness(i2, i1);
