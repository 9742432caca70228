-- Cases of an imported file are registered by the worker, which asks for their draws.
grant insert on draw_request to acar_worker;
