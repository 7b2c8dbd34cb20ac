/** Rows of Parquet files, by the optional library {@code org.duckdb:duckdb_jdbc}. */
package io.github.fttp.metrics.parquet;
