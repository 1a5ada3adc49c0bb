package dev.belay.demo;

import dev.belay.agent.postgres.ThrowawayPostgres;
import java.sql.SQLException;

/** A small web shop's database with real rows: what the demo keeps safe. */
final class Shop {
    static final String DATABASE = "shop";
    static final int ORDERS = 60_000;

    private static final String SCHEMA = """
            create table customers (id int generated always as identity primary key, email text not null unique, since date not null);
            create table orders (
                id bigint generated always as identity primary key,
                customer_id int not null references customers,
                placed timestamptz not null,
                total numeric(10, 2) not null check (total >= 0));
            create table order_items (
                order_id bigint not null references orders,
                line int not null,
                article text not null,
                quantity int not null,
                primary key (order_id, line));
            create view revenue as select date_trunc('month', placed) as month, sum(total) from orders group by 1;
            insert into customers (email, since)
                select 'customer' || n || '@example.org', date '2020-01-01' + n %% 2000 from generate_series(1, 5000) n;
            insert into orders (customer_id, placed, total)
                select 1 + n %% 5000, timestamptz '2024-01-01' + n * interval '9 minutes', (n %% 9973) / 7.0
                from generate_series(1, %1$d) n;
            insert into order_items
                select 1 + n / 3, n %% 3, 'article ' || md5(n::text), 1 + n %% 5 from generate_series(0, %1$d * 3 - 1) n;
            """.formatted(ORDERS);

    private final ThrowawayPostgres postgres;

    Shop(ThrowawayPostgres postgres) {
        this.postgres = postgres;
    }

    void create() throws SQLException {
        postgres.createDatabase(DATABASE);
        postgres.execute(DATABASE, SCHEMA);
    }

    long orders() throws SQLException {
        try (var connection = postgres.connect(DATABASE);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from orders")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    boolean hasColumn(String table, String column) throws SQLException {
        try (var connection = postgres.connect(DATABASE);
                var columns = connection.getMetaData().getColumns(null, "public", table, column)) {
            return columns.next();
        }
    }
}
