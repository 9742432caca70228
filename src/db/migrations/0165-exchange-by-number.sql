-- A provider knows an exchange by its number alone.
create index data_exchange_request on data_exchange (request_id);
