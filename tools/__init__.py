"""Programs that `make` calls; `environment` and `provision` run on a bare Python."""
