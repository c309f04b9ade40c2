#!/usr/bin/env escript
%% erlang-jose as a subject: JWS, JWE, thumbprints. Debian: erlang-base erlang-jose erlang-jiffy.

main(_) ->
    io:setopts(standard_io, [{encoding, latin1}, binary]),
    {ok, _} = application:ensure_all_started(jose),
    jose:json_module(jiffy),
    jose:crypto_fallback(true),
    jose:unsecured_signing(false),
    loop().

loop() ->
    case io:get_line("") of
        eof -> ok;
        {error, _} -> ok;
        Line ->
            Asked = jiffy:decode(Line, [return_maps]),
            case Asked of
                #{<<"bye">> := _} -> ok;
                #{<<"hello">> := _} -> say(hello()), loop();
                #{<<"id">> := Id, <<"family">> := Family, <<"op">> := Op, <<"in">> := In} ->
                    say(maps:put(<<"id">>, Id, answer(Family, Op, In))),
                    loop()
            end
    end.

say(Record) -> file:write(standard_io, [jiffy:encode(Record, [force_utf8]), "\n"]).

hello() ->
    {ok, Version} = application:get_key(jose, vsn),
    #{name => <<"erlang-jose">>, version => list_to_binary(Version),
      language => list_to_binary("Erlang " ++ erlang:system_info(otp_release)),
      supports => #{<<"JWS">> => [<<"verify">>], <<"JWE">> => [<<"decrypt">>], <<"JWK">> => [<<"thumbprint">>]}}.

answer(Family, Op, In) ->
    try run(Family, Op, In) of
        Out -> #{<<"ok">> => true, <<"out">> => Out}
    catch
        throw:{unsupported, Reason} -> #{<<"unsupported">> => Reason};
        _:_ -> #{<<"ok">> => false, <<"error">> => <<"refused">>}
    end.

run(<<"JWS">>, <<"verify">>, In) ->
    only(In, [<<"token">>, <<"key">>, <<"algorithms">>]),
    Key = key(In),
    Allowed = maps:get(<<"algorithms">>, In, fitting(Key)),
    {true, Payload, _} = jose_jws:verify_strict(jose_jwk:from_map(Key), Allowed, token(In)),
    #{<<"payload_hex">> => hex(Payload)};
run(<<"JWE">>, <<"decrypt">>, In) ->
    only(In, [<<"token">>, <<"key">>]),
    {Plain, _} = jose_jwe:block_decrypt(jose_jwk:from_map(key(In)), token(In)),
    true = is_binary(Plain),
    #{<<"plaintext_hex">> => hex(Plain)};
run(<<"JWK">>, <<"thumbprint">>, #{<<"hash">> := _}) ->
    throw({unsupported, <<"other hashes">>});
run(<<"JWK">>, <<"thumbprint">>, #{<<"jwk">> := Key}) ->
    Made = jose_jwk:thumbprint(jose_jwk:from_map(Key)),
    Uri = <<"urn:ietf:params:oauth:jwk-thumbprint:sha-256:", Made/binary>>,
    #{<<"thumbprint">> => Made, <<"uri">> => Uri}.

only(In, Names) ->
    case maps:keys(maps:without(Names, In)) of
        [] -> ok;
        [More | _] -> throw({unsupported, <<"the option ", More/binary>>})
    end.

token(#{<<"token">> := Token}) when is_map(Token) -> throw({unsupported, <<"a JSON serialization">>});
token(#{<<"token">> := Token}) when is_binary(Token) -> Token.

key(#{<<"key">> := #{<<"kty">> := _} = Key}) -> Key;
key(_) -> throw({unsupported, <<"a key that is not one JWK">>}).

fitting(#{<<"alg">> := Alg}) when is_binary(Alg) -> [Alg];
fitting(#{<<"kty">> := <<"oct">>}) -> [<<"HS256">>, <<"HS384">>, <<"HS512">>];
fitting(#{<<"kty">> := <<"RSA">>}) ->
    [<<"RS256">>, <<"RS384">>, <<"RS512">>, <<"PS256">>, <<"PS384">>, <<"PS512">>];
fitting(#{<<"crv">> := <<"P-256">>}) -> [<<"ES256">>];
fitting(#{<<"crv">> := <<"P-384">>}) -> [<<"ES384">>];
fitting(#{<<"crv">> := <<"P-521">>}) -> [<<"ES512">>];
fitting(#{<<"crv">> := <<"secp256k1">>}) -> [<<"ES256K">>];
fitting(#{<<"crv">> := <<"Ed25519">>}) -> [<<"Ed25519">>, <<"EdDSA">>];
fitting(#{<<"crv">> := <<"Ed448">>}) -> [<<"Ed448">>, <<"EdDSA">>];
fitting(_) -> [].

hex(Data) -> list_to_binary([io_lib:format("~2.16.0b", [Byte]) || <<Byte>> <= Data]).
