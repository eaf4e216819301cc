-- Copies of everything that lists and search read. Styles get the number of the copy.
ALTER TABLE catalogue_price DROP CONSTRAINT IF EXISTS price_no_overlap;
CREATE TEMP TABLE copies AS SELECT n FROM generate_series(1, %(copies)s) AS n;
CREATE TEMP TABLE styles AS SELECT id, style
FROM catalogue_product;
CREATE TEMP TABLE skus AS SELECT variant.sku, product.style
FROM catalogue_variant AS variant
JOIN catalogue_colour AS colour ON colour.id = variant.colour_id
JOIN catalogue_product AS product ON product.id = colour.product_id;
INSERT INTO catalogue_product SELECT (jsonb_populate_record(own, jsonb_build_object(
    'id', own.id + 1000000 * n, 'style', own.style || 'x' || n, 'position', own.position + 1000 * n))).*
FROM catalogue_product AS own, copies;
INSERT INTO catalogue_colour SELECT (jsonb_populate_record(own, jsonb_build_object(
    'id', own.id + 1000000 * n, 'product_id', own.product_id + 1000000 * n, 'reference', replace(own.reference, style, style || 'x' || n)))).*
FROM catalogue_colour AS own
JOIN styles ON styles.id = own.product_id, copies;
INSERT INTO catalogue_variant SELECT (jsonb_populate_record(own, jsonb_build_object(
    'id', own.id + 1000000 * n, 'colour_id', own.colour_id + 1000000 * n, 'sku', replace(own.sku, style, style || 'x' || n)))).*
FROM catalogue_variant AS own
JOIN skus USING (sku), copies;
INSERT INTO catalogue_media SELECT (jsonb_populate_record(own, jsonb_build_object(
    'id', own.id + 1000000 * n, 'colour_id', own.colour_id + 1000000 * n))).*
FROM catalogue_media AS own, copies;
INSERT INTO catalogue_price SELECT (jsonb_populate_record(own, jsonb_build_object(
    'id', own.id + 10000000 * n, 'product_id', own.product_id + 1000000 * n))).*
FROM catalogue_price AS own, copies;
INSERT INTO catalogue_listing SELECT (jsonb_populate_record(own, jsonb_build_object('product_id', own.product_id + 1000000 * n))).*
FROM catalogue_listing AS own, copies;
INSERT INTO catalogue_searchtext (id, product_id, language, plain, vector) SELECT id + 1000000 * n, product_id + 1000000 * n, language, plain, vector
FROM catalogue_searchtext, copies;
INSERT INTO stock_level SELECT (jsonb_populate_record(own, jsonb_build_object(
    'id', own.id + 1000000 * n, 'sku', replace(own.sku, style, style || 'x' || n)))).*
FROM stock_level AS own
JOIN skus USING (sku), copies;
