"""The metadata of a protected resource, and where they are (RFC 9728)."""

from __future__ import annotations

import unittest

from jamlite.oauth2.protected_resource import metadata, path_of, url_of


class ProtectedResource(unittest.TestCase):
    def test_where_the_metadata_are(self) -> None:
        """Section 3.1: the well-known part is inserted between the host and what follows it."""
        known = "/.well-known/oauth-protected-resource"
        for resource, path, query in (
            ("https://api.example", "", ""),
            ("https://api.example/", "", ""),
            ("https://api.example:8443/v1", "/v1", ""),
            ("https://api.example/v1?tenant=a&b=", "/v1", "?tenant=a&b="),
            ("https://api.example/?tenant=a", "", "?tenant=a"),
            ("https://api.example?tenant=a", "", "?tenant=a"),
        ):
            with self.subTest(resource):
                host = resource.partition("?")[0].removesuffix(path or "/")
                self.assertEqual(url_of(resource), host + known + path + query)
                self.assertEqual(path_of(resource), known + path)

    def test_what_has_no_values_is_left_out(self) -> None:
        """Section 3.2: parameters with zero values MUST be omitted."""
        found = metadata("https://api.example", (), scopes=(), resource_signing_alg_values_supported=[])
        self.assertEqual(found, {"resource": "https://api.example", "bearer_methods_supported": ["header"]})
        found = metadata("https://api.example", "https://login.example", scopes=["a"], resource_name="")
        self.assertEqual(found["authorization_servers"], ["https://login.example"])
        self.assertEqual((found["scopes_supported"], found["resource_name"]), (["a"], ""))
