<?php
// What a web server does for a wiki: its files from its folder, all else from the program.
$path = rawurldecode( parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
$folder = getenv( 'COMMONS_FOLDER' ) . '/images/';
if ( str_starts_with( $path, '/images/' ) ) {
	error_log( "sends $path" );
	$file = realpath( $folder . substr( $path, 8 ) );
	if ( $file === false || !str_starts_with( $file, $folder ) ) {
		http_response_code( 404 );
		return true;
	}
	header( 'Content-Type: ' . mime_content_type( $file ) );
	header( 'Content-Length: ' . filesize( $file ) );
	readfile( $file );
	return true;
}
// The built-in server finds api.php and index.php by itself.
return false;
