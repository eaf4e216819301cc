\set level1 random(1, 500)
\set level2 random(501, 1000)
BEGIN;
UPDATE bench.stock_level SET reserved = reserved + 1 WHERE id = :level1 AND on_hand - reserved >= 1;
UPDATE bench.stock_level SET reserved = reserved + 1 WHERE id = :level2 AND on_hand - reserved >= 1;
INSERT INTO bench.orders (number, body) VALUES (md5(random()::text || clock_timestamp()::text), repeat('x', 400));
INSERT INTO bench.pieces (order_id, body) VALUES (currval('bench.orders_id_seq'), repeat('x', 300));
INSERT INTO bench.pieces (order_id, body) VALUES (currval('bench.orders_id_seq'), repeat('x', 300));
INSERT INTO bench.parties (order_id, body) VALUES (currval('bench.orders_id_seq'), repeat('x', 200));
INSERT INTO bench.payments (order_id, body) VALUES (currval('bench.orders_id_seq'), repeat('x', 200));
INSERT INTO bench.journal (order_id, body) VALUES (currval('bench.orders_id_seq'), repeat('x', 150));
INSERT INTO bench.messages (order_id, body) VALUES (currval('bench.orders_id_seq'), repeat('x', 1500));
COMMIT;
